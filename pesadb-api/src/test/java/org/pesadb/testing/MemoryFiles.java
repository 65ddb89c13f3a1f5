package org.pesadb.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

/**
 * Files in memory that keep apart what is forced and what is only written, tell a {@link Hook} before every call, and can
 * lose what is not forced, as a power loss does. Threads may share it.
 */
public final class MemoryFiles implements FileLayer {
    /** The calls that a hook is told of. */
    public enum Call {
        /** A file was opened. */
        OPEN,
        /** Bytes are read. */
        READ,
        /** Bytes are written. */
        WRITE,
        /** A file is forced. */
        FORCE,
        /** A file is cut. */
        TRUNCATE,
        /** A file is renamed. */
        RENAME,
        /** A file is deleted. */
        DELETE,
        /** A folder is forced. */
        FORCE_FOLDER
    }

    /** Is told of every call before it happens, and may throw in its place. */
    public interface Hook {
        /**
         * A call is about to happen.
         *
         * @param call     which
         * @param path     on which file; of a rename, the new name
         * @param position where, of a read or write; the length of a truncate
         * @param length   how many bytes, of a read or write
         * @throws IOException to make it fail; nothing of it happens then
         */
        void before(Call call, Path path, long position, int length) throws IOException;
    }

    private static final Hook QUIET = (call, path, position, length) -> {};

    private final Map<Path, Node> names = new TreeMap<>();
    private final Map<Path, Node> durableNames = new TreeMap<>();
    private final Map<Path, Integer> locks = new HashMap<>();
    private Hook hook = QUIET;

    /**
     * Sets who is told of every call.
     *
     * @param hook null for nobody
     */
    public synchronized void hook(Hook hook) {
        this.hook = hook == null ? QUIET : hook;
    }

    /**
     * What a power loss would leave: every name and byte that is forced, and of each write, truncate and name not forced yet,
     * by chance, nothing, all, or some of its 512-byte sectors.
     *
     * @param chance decides; null loses everything that is not forced
     * @return new files, without locks and hook
     */
    public synchronized MemoryFiles crash(Random chance) {
        MemoryFiles left = new MemoryFiles();
        Map<Path, Node> kept = chance != null && chance.nextInt(4) == 0 ? names : durableNames;
        kept.forEach((path, node) -> left.names.put(path, node.afterCrash(chance)));
        left.durableNames.putAll(left.names);
        return left;
    }

    /**
     * What an ended process leaves: every byte and name, forced or not. What is not forced can still be lost by a power loss
     * later on.
     *
     * @return new files, without locks and hook
     */
    public synchronized MemoryFiles killed() {
        MemoryFiles left = new MemoryFiles();
        Map<Node, Node> copies = new IdentityHashMap<>();
        names.forEach((path, node) -> left.names.put(path, copies.computeIfAbsent(node, Node::copy)));
        durableNames.forEach((path, node) -> left.durableNames.put(path, copies.computeIfAbsent(node, Node::copy)));
        return left;
    }

    /**
     * A file's bytes as they are now.
     *
     * @param path which
     * @return a copy, or null where it does not exist
     */
    public synchronized byte[] bytes(Path path) {
        Node node = names.get(path);
        return node == null ? null : node.bytes();
    }

    /**
     * Sets a file's bytes, durably.
     *
     * @param path  which; made where missing
     * @param bytes its content; copied
     */
    public synchronized void set(Path path, byte[] bytes) {
        Node node = new Node(bytes.clone());
        names.put(path, node);
        durableNames.put(path, node);
    }

    /**
     * Turns over one bit.
     *
     * @param path which file
     * @param at   which byte
     * @param bit  0 to 7
     */
    public synchronized void flip(Path path, long at, int bit) {
        byte[] bytes = names.get(path).bytes();
        bytes[(int) at] ^= (byte) (1 << bit);
        set(path, bytes);
    }

    @Override
    public synchronized DataFile open(Path path, Mode mode) throws IOException {
        hook.before(Call.OPEN, path, 0, 0);
        Node node = names.get(path);
        if (mode == Mode.CREATE) {
            if (node != null) {
                throw new FileAlreadyExistsException(path.toString());
            }
            node = new Node(new byte[0]);
            names.put(path, node);
        } else if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new Handle(path, node, mode != Mode.READ);
    }

    @Override
    public synchronized boolean exists(Path path) {
        return names.containsKey(path);
    }

    @Override
    public synchronized List<Path> list(Path folder, String prefix) {
        return names.keySet().stream()
                .filter(path -> folder.equals(path.getParent())
                        && path.getFileName().toString().startsWith(prefix))
                .toList();
    }

    @Override
    public void createFolders(Path folder) {}

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        hook.before(Call.RENAME, to, 0, 0);
        Node node = names.remove(from);
        if (node == null) {
            throw new NoSuchFileException(from.toString());
        }
        names.put(to, node);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        hook.before(Call.DELETE, path, 0, 0);
        if (names.remove(path) == null) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        hook.before(Call.FORCE_FOLDER, folder, 0, 0);
        durableNames.keySet().removeIf(path -> folder.equals(path.getParent()));
        names.forEach((path, node) -> {
            if (folder.equals(path.getParent())) {
                durableNames.put(path, node);
            }
        });
    }

    @Override
    public synchronized FileLease lock(Path path, boolean shared) throws IOException {
        int holders = locks.getOrDefault(path, 0);
        if (holders < 0 || holders > 0 && !shared) {
            throw new FileLockedException(path.toString(), 1);
        }
        locks.put(path, shared ? holders + 1 : -1);
        boolean[] closed = new boolean[1];
        return () -> {
            synchronized (this) {
                if (!closed[0]) {
                    closed[0] = true;
                    locks.merge(path, shared ? -1 : 1, Integer::sum);
                }
            }
        };
    }

    /** One change not forced yet: bytes at a position, or a cut to a length where bytes is null. */
    private record Pending(long position, byte[] bytes) {}

    private static final class Node {
        private byte[] content;
        private int length;
        private byte[] durable;
        private final List<Pending> pending = new ArrayList<>();

        Node(byte[] bytes) {
            content = bytes;
            length = bytes.length;
            durable = bytes.clone();
        }

        Node copy() {
            Node copy = new Node(bytes());
            copy.durable = durable;
            copy.pending.addAll(pending);
            return copy;
        }

        byte[] bytes() {
            return Arrays.copyOf(content, length);
        }

        void write(long position, byte[] bytes) {
            int end = Math.toIntExact(position + bytes.length);
            if (end > content.length) {
                content = Arrays.copyOf(content, Math.max(end, content.length * 2));
            }
            System.arraycopy(bytes, 0, content, (int) position, bytes.length);
            length = Math.max(length, end);
            pending.add(new Pending(position, bytes));
        }

        void truncate(long to) {
            if (to < length) {
                Arrays.fill(content, (int) to, length, (byte) 0);
                length = (int) to;
            }
            pending.add(new Pending(to, null));
        }

        void force() {
            pending.clear();
            durable = bytes();
        }

        Node afterCrash(Random chance) {
            byte[] left = durable.clone();
            for (Pending change : pending) {
                if (chance == null || chance.nextInt(3) == 0) {
                    continue;
                }
                boolean torn = chance.nextBoolean();
                if (change.bytes == null) {
                    left = change.position < left.length ? Arrays.copyOf(left, (int) change.position) : left;
                    continue;
                }
                int end = (int) change.position + change.bytes.length;
                if (end > left.length) {
                    left = Arrays.copyOf(left, end);
                }
                // A device writes a sector of the file wholly or not at all.
                for (int at = 0; at < change.bytes.length; ) {
                    int sector = Math.min(change.bytes.length - at, 512 - (int) ((change.position + at) % 512));
                    if (!torn || chance.nextBoolean()) {
                        System.arraycopy(change.bytes, at, left, (int) change.position + at, sector);
                    }
                    at += sector;
                }
            }
            return new Node(left);
        }
    }

    private final class Handle implements DataFile {
        private final Path path;
        private final Node node;
        private final boolean writable;
        private boolean closed;

        Handle(Path path, Node node, boolean writable) {
            this.path = path;
            this.node = node;
            this.writable = writable;
        }

        private void before(Call call, long position, int length) throws IOException {
            if (closed) {
                throw new IOException(path + " is closed");
            }
            if (call != Call.READ && !writable) {
                throw new IOException(path + " is open to read");
            }
            hook.before(call, path, position, length);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (MemoryFiles.this) {
                before(Call.READ, position, into.remaining());
                int count = (int) Math.max(0, Math.min(into.remaining(), node.length - position));
                if (count > 0) {
                    into.put(node.content, (int) position, count);
                }
                return count;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (MemoryFiles.this) {
                before(Call.WRITE, position, from.remaining());
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                node.write(position, bytes);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (MemoryFiles.this) {
                before(Call.FORCE, 0, 0);
                node.force();
            }
        }

        @Override
        public long length() throws IOException {
            synchronized (MemoryFiles.this) {
                return node.length;
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (MemoryFiles.this) {
                before(Call.TRUNCATE, length, 0);
                node.truncate(length);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
