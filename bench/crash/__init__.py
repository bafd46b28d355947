"""The parts of the crash harness: lives that end with kill -9, the world around them, and the judge."""
