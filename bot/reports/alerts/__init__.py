"""What cannot wait for the digest: rare, a kind at a time, each to be switched off by a button."""
