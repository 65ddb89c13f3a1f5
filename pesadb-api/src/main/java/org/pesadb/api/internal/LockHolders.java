package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who holds the lock on a file. Each holder writes its number into the file, so that with several readers the last one to
 * come stands there, and it may be gone while others stay. Linux lists all locks in {@code /proc/locks}, one a line:
 *
 * <pre>
 *   1: POSIX  ADVISORY  READ  14829  fe:00:2154917  20  9223372036854775806
 *      kind             what  pid    device:inode   from to
 * </pre>
 *
 * <p>The device is not compared: some file systems show another one here than to those who open the file. That the inode is the
 * same and that the lock begins where ours do is sign enough for a message.
 */
final class LockHolders {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final int PID = 4;
    private static final int INODE = 5;
    private static final int FROM = 6;

    private LockHolders() {}

    /**
     * A process that holds the lock now, as far as the system tells.
     *
     * @param file     the locked file
     * @param from     the first locked byte
     * @param recorded the number that stands in the file, or -1
     * @return {@code recorded} unless the system knows better
     */
    static long of(Path file, long from, long recorded) {
        if (!Files.isReadable(LOCKS)) {
            return recorded;
        }
        try {
            return choose(Files.readAllLines(LOCKS), inode(file), from, recorded);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException untold) {
            return recorded; // the message is poorer, the lock is what it is
        }
    }

    private static long inode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    static long choose(List<String> locks, long inode, long from, long recorded) {
        List<Long> holders = new ArrayList<>();
        for (String line : locks) {
            String[] words = line.trim().split("\\s+");
            if (words.length > FROM
                    && words[1].equals("POSIX")
                    && words[INODE].endsWith(":" + inode)
                    && words[FROM].equals(Long.toString(from))
                    && words[PID].matches("[1-9][0-9]{0,17}")) { // other containers' processes have none here
                holders.add(Long.parseLong(words[PID]));
            }
        }
        return holders.isEmpty() || holders.contains(recorded) ? recorded : holders.get(0);
    }
}
