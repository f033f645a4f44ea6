"""DynamoDB's expression language: conditions, filters and updates, read and carried out as the service does."""
