"""What the members' figures say together: elements, observations, releases, disclosure control."""
