"""Tables made through Pulumi: its own command and state, with the program of `pulumi_program` inline."""
