"""An AWS on this machine: starts it, deploys every environment to it, checks it by calling it."""
