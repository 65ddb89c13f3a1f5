package org.pesadb.api;

/** When commits are forced to the device. */
@Stable(since = 1)
public enum SyncMode {
    /** At every commit, before it is acknowledged: nothing acknowledged is ever lost. */
    FULL,
    /** Before every checkpoint only: a power loss may take the last commits, whole ones, in order. */
    NORMAL,
    /** Never: a power loss may damage the database. For data that can be made again. */
    OFF
}
