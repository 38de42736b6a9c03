"""What people do with figures. One function is one transaction; done twice, it is as once."""
