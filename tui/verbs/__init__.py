"""What each verb of the command line does, from the register to plain lines or one JSON document."""
