"""The frozen value that says what AWS will be asked for, after defaults and without blanks."""
