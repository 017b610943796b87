"""Reading a committee report; nothing of it is loaded but what is asked for."""
