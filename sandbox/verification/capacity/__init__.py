"""What carries the instance profile of a cluster, as AWS's APIs tell it."""
