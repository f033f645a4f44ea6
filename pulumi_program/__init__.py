"""The Pulumi program that makes a table: run by `pulumi up` in this folder, and inline by the command."""
