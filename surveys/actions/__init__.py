"""What people do with collections. One function is one transaction; done twice, it is as once."""
