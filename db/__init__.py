"""What is true: the register, its rules, its history."""
