"""Every address of the portal with what each person gets there: tables by hand, one module an app."""
