"""The ground everything stands on: organizations, tenancy, database, outbox, audit."""
