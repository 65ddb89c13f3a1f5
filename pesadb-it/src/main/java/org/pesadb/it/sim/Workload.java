package org.pesadb.it.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;

/** Makes scripts from seeds: the same script from the same seed, always. */
final class Workload {
    static final int SESSIONS = 3;

    /** Where the database is; the disk is none of this machine's. */
    static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    private static final int ACTIONS = 140;
    private static final int CALM_ACTIONS = 800;
    private static final String[] TABLES = {"a", "b", "c"};
    private static final List<List<String>> COMPOSITES =
            List.of(List.of("kind", "name"), List.of("name", "kind"), List.of("kind", "text", "id"));
    private static final int KEYS = 60;
    private static final int CALM_KEYS = 500;
    private static final int KINDS = 4;
    private static final int HUGE = 110_000;
    private static final int LARGE = 9_000;
    private static final int SMALL = 60;

    private final Random random;

    private final List<String> indexes;

    /** Decides about codecs, kinds of index and the forms of tables: apart, so that all else of a seed's script stays what it is without them. */
    private final Random forms;

    /** Decides about reads alone. */
    private final Random reads;

    private final List<Action> actions = new ArrayList<>();
    private final boolean heavy;

    /** Long, with many rows, and little that goes wrong. */
    private final boolean calm;

    private final int keys;
    private int backups;

    private Workload(long seed, List<String> indexes) {
        random = new Random(seed);
        this.indexes = indexes;
        forms = new Random(~seed);
        reads = new Random(seed * 31 + 7);
        heavy = random.nextInt(3) == 0;
        calm = random.nextInt(10) == 0;
        keys = calm ? CALM_KEYS : KEYS;
    }

    /**
     * The script of a seed.
     *
     * @param indexes the kinds of index that its tables have
     */
    static Script of(long seed, List<String> indexes) {
        return new Workload(seed, indexes).script();
    }

    private String index() {
        return indexes.get(forms.nextInt(indexes.size()));
    }

    private Script script() {
        int mode = random.nextInt(10);
        SyncMode sync = mode < 7 ? SyncMode.FULL : mode < 9 ? SyncMode.NORMAL : SyncMode.OFF;
        long chance = random.nextLong();
        for (int i = 0; i < 2; i++) {
            actions.add(new Action.Say(0, create(TABLES[i])));
        }
        while (actions.size() < (calm ? CALM_ACTIONS : ACTIONS)) {
            next();
        }
        actions.add(new Action.Mend());
        actions.add(new Action.Verify());
        actions.add(new Action.Restart(random.nextLong()));
        return new Script(sync, chance, actions);
    }

    private void next() {
        int session =
                random.nextInt(5) < 3 ? 0 : random.nextInt(SESSIONS); // or the writer's place were hardly ever free
        int kind = random.nextInt(100);
        if (kind < 52) {
            say(session, change());
        } else if (kind < 55) {
            batch(session);
        } else if (kind < 60) {
            say(session, new Command.Begin(random.nextInt(3) == 0));
        } else if (kind < 71) {
            say(session, random.nextInt(4) > 0 ? new Command.Commit() : new Command.Rollback());
        } else if (kind < 74) {
            say(session, look());
        } else if (kind < 78) {
            actions.add(random.nextBoolean() ? new Action.Hold(table()) : new Action.ReadOn(1 + random.nextInt(40)));
        } else if (kind < 82) {
            say(session, upkeep());
        } else if (kind < 84) {
            say(session, schema());
        } else if (kind < 93 && !(calm && random.nextInt(12) > 0)) {
            befall();
        } else if (kind < 98) {
            actions.add(random.nextInt(3) > 0 ? new Action.Verify() : new Action.Mend());
        } else {
            actions.add(new Action.Restart(random.nextLong()));
        }
    }

    private void say(int session, Command command) {
        actions.add(new Action.Say(session, command));
    }

    private void befall() {
        int kind = random.nextInt(20);
        if (kind < 7) {
            actions.add(new Action.Fall(1 + random.nextInt(40), random.nextInt(4) > 0, random.nextLong()));
        } else if (kind < 14) {
            actions.add(new Action.Peek(1 + random.nextInt(30), random.nextLong()));
        } else if (kind < 19) {
            Trouble trouble = Trouble.draw(random, reads);
            boolean lasting = !trouble.isOfReads() && random.nextInt(3) == 0;
            actions.add(new Action.Fail(trouble, 1 + random.nextInt(random.nextBoolean() ? 3 : 20), lasting));
        } else {
            actions.add(new Action.Fill(random.nextInt(100_000)));
        }
    }

    private String table() {
        return TABLES[random.nextInt(8) == 0 ? 2 : random.nextInt(2)];
    }

    private Command schema() {
        String table = table();
        Command command = switch (random.nextInt(5)) {
            case 0 -> new Command.DropTable(table);
            case 1 -> new Command.DropIndex(table, "kind");
            case 2 -> new Command.CreateIndex(table, "kind", random.nextInt(3) == 0, index());
            default -> create(table);
        };
        return switch (forms.nextInt(6)) {
            case 0 -> new Command.Recode(table, codec());
            case 1, 2 -> new Command.AddColumn(table, added());
            case 3 -> composite(table);
            default -> command;
        };
    }

    /** An index on several columns made, or dropped. */
    private Command composite(String table) {
        List<String> columns = COMPOSITES.get(forms.nextInt(COMPOSITES.size()));
        return forms.nextInt(3) == 0
                ? new Command.DropIndex(table, columns)
                : new Command.CreateIndex(table, columns, forms.nextInt(4) == 0, index());
    }

    private String codec() {
        return forms.nextBoolean() ? "json" : "binary";
    }

    /** A column that no table is made with. */
    private Column added() {
        Column number = Column.of("number" + forms.nextInt(3), ColumnType.INT);
        Column word = Column.of("word" + forms.nextInt(3), ColumnType.TEXT);
        return switch (forms.nextInt(6)) {
            case 0 -> number.withDefault(forms.nextLong() >> forms.nextInt(64));
            case 1 -> number.withDefault(forms.nextInt(3)).asNotNull();
            case 2 -> word.withDefault("w".repeat(forms.nextInt(200)));
            case 3 -> word.asUnique();
            case 4 -> word.asNotNull(); // only to an empty table
            default -> number;
        };
    }

    private Command create(String table) {
        Column name = Column.of("name", ColumnType.TEXT);
        return new Command.CreateTable(
                new TableSchema(
                        table,
                        List.of(
                                Column.of("id", ColumnType.INT).asPrimaryKey(),
                                random.nextInt(4) > 0 ? name.asUnique() : name,
                                Column.of("kind", ColumnType.INT),
                                Column.of("text", ColumnType.TEXT).asNotNull())),
                false,
                forms.nextInt(3) == 0 ? null : codec(),
                index());
    }

    private Command upkeep() {
        int kind = random.nextInt(10);
        if (kind < 5) {
            return new Command.Checkpoint();
        } else if (kind < 8) {
            return new Command.Compact(random.nextBoolean() ? null : table());
        }
        return new Command.Backup(PATH.resolveSibling("backup-" + ++backups + ".pesa"));
    }

    private Command change() {
        String table = table();
        int kind = random.nextInt(12);
        if (kind < 6) {
            return new Command.Insert(table, row().stream().map(Operand::of).toList());
        } else if (kind < 9) {
            return update(table);
        } else if (kind < 11) {
            return new Command.DeleteByKey(table, Operand.of(key()));
        }
        return new Command.Delete(table, List.of(Condition.of("id", Operator.LESS, Operand.of(key() / 3))));
    }

    private Command update(String table) {
        if (random.nextInt(3) == 0) {
            return new Command.Update(
                    table,
                    List.of(new Command.Assignment("kind", Operand.of(kind()))),
                    List.of(Condition.equal("kind", (long) random.nextInt(KINDS))));
        }
        List<Command.Assignment> set = new ArrayList<>();
        set.add(new Command.Assignment("text", Operand.of(text())));
        if (random.nextBoolean()) {
            set.add(new Command.Assignment("name", Operand.of(name())));
        }
        return new Command.Update(table, set, List.of(Condition.equal("id", key())));
    }

    private Command look() {
        List<Condition> where = switch (random.nextInt(5)) {
            case 0 -> List.of();
            case 1 -> kinds(random.nextInt(KINDS));
            case 2 -> List.of(new Condition("kind", Operator.IS_NULL, List.of()));
            case 3 -> List.of(Condition.equal("name", "n" + random.nextInt(keys)));
            default -> List.of(Condition.equal("id", key()));
        };
        return new Command.Select(table(), List.of(), where, null, Command.Limit.NONE);
    }

    /** One kind, of one name or of any; or where an index may be in order a range of them. */
    private List<Condition> kinds(long first) {
        if (forms.nextInt(4) == 0) {
            return List.of(Condition.equal("name", "n" + forms.nextInt(keys)), Condition.equal("kind", first));
        }
        if (indexes.size() == 1 || forms.nextInt(3) > 0) {
            return List.of(Condition.equal("kind", first));
        }
        long behind = first + 1 + forms.nextInt(3);
        return List.of(
                Condition.of("kind", Operator.GREATER_OR_EQUAL, Operand.of(first)),
                Condition.of("kind", Operator.LESS, Operand.of(behind)));
    }

    private void batch(int session) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = random.nextInt(25); i > 0; i--) {
            rows.add(row());
        }
        if (random.nextBoolean()) {
            // Names and keys of their own, or hardly any batch would be without a duplicate.
            long first = 1000 + random.nextInt(1000);
            for (int i = 0; i < rows.size(); i++) {
                rows.set(i, Arrays.asList(first + i, "b" + (first + i), kind(), "text " + i));
            }
        }
        actions.add(new Action.Batch(session, table(), rows, random.nextInt(6) > 0));
    }

    private List<Object> row() {
        return Arrays.asList(key(), name(), kind(), random.nextInt(40) == 0 ? null : text());
    }

    private long key() {
        return random.nextInt(keys);
    }

    private String name() {
        return random.nextInt(4) == 0 ? null : "n" + random.nextInt(keys);
    }

    private Long kind() {
        return random.nextInt(5) == 0 ? null : (long) random.nextInt(KINDS);
    }

    private String text() {
        int size = random.nextInt(heavy ? 30 : 150) == 0
                ? random.nextInt(HUGE)
                : random.nextInt(heavy ? 3 : 12) == 0 ? random.nextInt(LARGE) : random.nextInt(SMALL);
        return "t" + random.nextInt(1000) + strange() + "x".repeat(size);
    }

    /** Some characters of all kinds: controls, accents, the borders of the surrogates, supplementary ones. */
    private String strange() {
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(0, random.nextInt(12) - 8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0xC0 + random.nextInt(0x200);
                        case 2 -> 0xD7F0 + random.nextInt(16);
                        case 3 -> 0xE000 + random.nextInt(0x2000);
                        default -> 0x10000 + random.nextInt(0x100000);
                    });
        }
        return text.toString();
    }
}
