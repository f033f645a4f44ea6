"""What runs around a table: scaling, alarms, parameters, grants, and what becomes of it in each environment."""
