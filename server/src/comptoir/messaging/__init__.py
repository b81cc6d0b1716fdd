"""Words on their way to people outside: mail and SMS, each by a driver that an administrator chose."""
