package org.pesadb.cli.lab;

/** What becomes of that which was written and not forced when the power goes. All of these, and mixtures, are what a device may do. */
public enum Unforced {
    /** Nothing of it is on the device. */
    LOST,
    /** All of it is on the device. */
    KEPT,
    /**
     * Of the last write to each file the first half is on the device, in sectors of 512 bytes; what was written before it is. Where the halves would
     * meet between two pages, they meet in the midst of one.
     */
    TORN,
    /** Of the last write to each file the second half is on the device, and not the first; what was written before it is. */
    TAIL
}
