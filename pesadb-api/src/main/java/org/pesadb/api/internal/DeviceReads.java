package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many bytes the device has delivered for this thread, by the account that Linux keeps of each: {@code read_bytes} counts what really
 * had to be fetched, read-ahead included, and nothing of what the kernel's page cache had.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/proc.html">The /proc filesystem, 3.3</a>
 */
public final class DeviceReads {
    private static final Path ACCOUNT = Path.of("/proc/thread-self/io");
    private static final String KEY = "\nread_bytes: ";
    private static final long UNKNOWN = -1;

    private DeviceReads() {}

    /**
     * Bytes since this thread began.
     *
     * @return -1 where the system does not say
     */
    public static long bytes() {
        try {
            String account = new String(Files.readAllBytes(ACCOUNT), StandardCharsets.US_ASCII);
            int at = account.indexOf(KEY);
            int end = account.indexOf('\n', at + KEY.length());
            return at < 0 || end < 0 ? UNKNOWN : Long.parseLong(account.substring(at + KEY.length(), end));
        } catch (IOException | NumberFormatException | SecurityException none) {
            return UNKNOWN; // another system, or one that keeps this from us
        }
    }

    /**
     * What was delivered between two readings.
     *
     * @param before what {@link #bytes} gave first
     * @param after  what it gave later
     * @return -1 where either is not known
     */
    public static long between(long before, long after) {
        return before < 0 || after < 0 ? UNKNOWN : after - before;
    }
}
