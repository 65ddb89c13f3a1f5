package org.pesadb.it.isolation;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.testing.MemoryFiles;

/**
 * Random transactions in two sessions of one thread. While the first one is in the midst of reading, the second one runs whole
 * transactions, so that snapshots overlap those of the other threads without end. Of one thread.
 */
final class Worker {
    private static final int COMMITS = 6; // of 7
    private static final int BACKUP_EVERY = 20;
    private static final int CANCEL_EVERY = 4;
    private static final Path COPIES = Path.of("/copies").toAbsolutePath();
    private static final AtomicLong LAST_COPY = new AtomicLong();
    private static final String ALL_WRITERS = Rows.list(0);
    private static final Runnable NOTHING = () -> {};

    private final Client outer;
    private final Client inner;
    private final Random random;
    private final AtomicLong lastList;
    private final int registers;
    private final MemoryFiles files;
    private final Supplier<Client> anybody;
    private final boolean failing;
    private int left;

    /**
     * @param outer        reads long
     * @param inner        runs meanwhile
     * @param lastList     the highest id of a list so far; none comes back
     * @param registers    how many there are
     * @param files        for backups
     * @param anybody      gives a client of any thread, whose statement is to be cancelled
     * @param failing      whether the device may fail
     * @param transactions how many to run
     */
    Worker(
            Client outer,
            Client inner,
            Random random,
            AtomicLong lastList,
            int registers,
            MemoryFiles files,
            Supplier<Client> anybody,
            boolean failing,
            int transactions) {
        this.outer = outer;
        this.inner = inner;
        this.random = random;
        this.lastList = lastList;
        this.registers = registers;
        this.files = files;
        this.anybody = anybody;
        this.failing = failing;
        this.left = transactions;
    }

    void run() {
        while (left > 0) {
            if (random.nextInt(4) == 0) {
                read(outer, () -> any(inner));
            } else {
                any(outer);
            }
        }
    }

    private void any(Client client) {
        left--;
        if (!failing && random.nextInt(CANCEL_EVERY) == 0) {
            anybody.get().cancel();
        }
        int action = random.nextInt(100);
        if (action < 45 || failing && action >= 80 && action < 97) { // only BEGIN says which number has no known end

            write(client);
        } else if (action < 65) {
            read(client, NOTHING);
        } else if (action < 80) {
            look(client, NOTHING);
        } else if (action < 88) {
            client.put(someRegister());
        } else if (action < 97) {
            insert(client);
        } else if (action < 98) {
            client.maintain(new Command.Compact(null));
        } else {
            client.maintain(new Command.Checkpoint());
        }
    }

    private void read(Client client, Runnable between) {
        left--;
        if (random.nextInt(3) == 0) {
            look(client, between);
            return;
        }
        if (!client.begin(true)) {
            return;
        }
        for (int i = random.nextInt(5); i >= 0; i--) {
            look(client, between);
            between.run();
        }
        if (random.nextInt(BACKUP_EVERY) == 0) {
            client.backup(files, COPIES.resolve("copy" + LAST_COPY.incrementAndGet()));
        }
        client.end(random.nextBoolean());
    }

    private void look(Client client, Runnable between) {
        switch (random.nextInt(6)) {
            case 0 -> client.scan(Rows.LISTS, Rows.ALL_LISTS, between);
            case 1 -> client.scan(Rows.REGISTERS, Rows.ALL_REGISTERS, between);
            case 2 -> {
                long kind = random.nextInt(Rows.KINDS);
                Range range = Rows.kind(kind);
                client.scan(Rows.LISTS, range, between, Condition.equal("kind", kind));
                client.count(Rows.LISTS, range, Condition.equal("kind", kind));
                client.count(Rows.LISTS, Rows.ALL_LISTS);
            }
            case 3 -> client.read(someRegister());
            default -> client.read(someList());
        }
    }

    private void write(Client client) {
        if (!client.begin(false)) {
            return;
        }
        if (failing) {
            client.append(ALL_WRITERS); // who is found there has committed, even if all else that it did was to delete
        }
        for (int i = random.nextInt(5); i >= 0; i--) {
            switch (random.nextInt(13)) {
                case 0, 1 -> look(client, NOTHING);
                case 2 -> client.put(someRegister());
                case 3 -> {
                    String register = someRegister();
                    client.read(register);
                    client.put(register);
                }
                case 4 -> insert(client);
                case 5 -> client.delete(someList());
                case 6 -> {
                    boolean make = random.nextInt(3) > 0;
                    client.maintain(
                            make
                                    ? new Command.CreateIndex(Rows.LISTS, "kind", false, null)
                                    : new Command.DropIndex(Rows.LISTS, "kind"));
                }
                default -> client.append(someList());
            }
        }
        client.end(random.nextInt(COMMITS + 1) < COMMITS);
    }

    private void insert(Client client) {
        if (random.nextInt(8) > 0) {
            client.insert(lastList.incrementAndGet());
            return;
        }
        long[] ids = new long[1 + random.nextInt(5)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = lastList.incrementAndGet();
        }
        client.insertBatch(ids);
    }

    /** One of the last ones, and never the one of all writers. */
    private String someList() {
        long last = lastList.get();
        return Rows.list(last - random.nextInt((int) Math.min(last, 25)));
    }

    private String someRegister() {
        return Rows.register(1 + random.nextInt(registers));
    }
}
