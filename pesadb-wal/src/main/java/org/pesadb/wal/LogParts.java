package org.pesadb.wal;

import org.pesadb.api.spi.LogContext;

/**
 * What those who write, bring and cut share of one open log.
 *
 * @param context   where it is, and what it may do
 * @param sizes     how long it is to be
 * @param file      its file
 * @param reader    of records in that file
 * @param index     which versions readers may see, and where
 * @param snapshots who reads at which position
 * @param tail      what is appended
 * @param health    whether it takes records
 */
record LogParts(
        LogContext context,
        LogSizes sizes,
        LogFile file,
        PageRecordReader reader,
        PageIndex index,
        Snapshots snapshots,
        LogTail tail,
        Health health) {}
