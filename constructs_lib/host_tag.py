"""By which tag the hosts of a cluster are known to be its."""

HOST_TAG = "EcsCluster"
"""On the hosts and their Auto Scaling groups, with the name of the cluster.

Neither their ids nor their names tell the cluster, so it is by this tag that a policy can speak of
the hosts of one.
"""
