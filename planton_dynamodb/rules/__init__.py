"""What is checked: one function per rule, in the module of its family."""
