"""What the portal knows of people: the register, one's own copy, erasure and how long things stay."""
