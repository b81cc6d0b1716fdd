"""The real run: the till's core in Node, the agent's relay and PostgreSQL, led step by step by the model's history."""
