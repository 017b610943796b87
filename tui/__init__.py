"""What people press: the screen and the command line."""
