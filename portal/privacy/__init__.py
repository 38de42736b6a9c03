"""What the portal knows of people: the register, one's own copy, erasure, how long things stay."""
