"""The operators' dashboard: a Mini App of the same figures that are told in the chat, to be read only."""
