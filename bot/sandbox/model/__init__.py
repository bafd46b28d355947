"""What the pretend Telegram consists of: plain state, without behaviour."""
