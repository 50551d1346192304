"""The system on this machine: an emulated AWS, a stand-in for the classification API, the real template deployed.

`make help` lists what it can do. Everything it writes is under the stack's state directory (`.local`), so that several
stacks run side by side; everything it listens on is on the loopback interface.
"""
