package org.pesadb.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.cli.csv.CsvReader;
import org.pesadb.cli.csv.CsvWriter;
import org.pesadb.cli.input.Utf8Lines;

/** Moves rows between tables and CSV files. Of one thread. */
final class Transfer {
    private static final int ROWS_BETWEEN_REPORTS = 256;
    private static final List<String> DATABASE_FILES = List.of("", "-wal", "-wal.new", "-lock", ".new");

    private final Session session;
    private final Path database;
    private final ProgressBar bar;
    private final Stop stop;

    Transfer(Session session, Path database, ProgressBar bar, Stop stop) {
        this.session = session;
        this.database = database;
        this.bar = bar;
        this.stop = stop;
    }

    /** Adds the rows of a file: all of them in one statement, or none. */
    Outcome load(String table, String name) {
        Path file = Failures.path(name);
        try (CountedInput in = new CountedInput(open(file));
                BatchInsert batch = session.batchInsert(table)) {
            CsvReader csv = new CsvReader(in, Utf8Lines.limitOfHeap());
            long size = Files.isRegularFile(file) ? Files.size(file) : -1;
            try {
                fill(batch, csv, () -> bar.bytes("reading", in.count(), size));
            } catch (PesaDbException failure) {
                throw at(name + " line " + csv.line() + ": ", failure);
            }
            return batch.finish();
        } catch (IOException failure) {
            throw Failures.of("read", name, failure);
        }
    }

    /** From a pipe nothing may come for long: a signal then ends the program, and with it the statement. */
    private InputStream open(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            return Files.newInputStream(file);
        }
        return new WaitingInput(stop.idle(() -> Files.newInputStream(file)), stop);
    }

    private static void fill(BatchInsert batch, CsvReader csv, Runnable progress) throws IOException {
        List<String> fields = new ArrayList<>();
        if (!csv.next(fields)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "expected a header that names the columns, found an empty file");
        }
        int[] positions = positions(batch.schema(), fields);
        int[] lacking = lacking(batch.schema(), positions);
        boolean blank = false;
        long rows = 0;
        while (csv.next(fields)) {
            if (fields.size() == 1 && fields.get(0) == null) {
                blank = true; // harmless at the end of a file, refused where rows follow
                continue;
            }
            if (blank || fields.size() != positions.length) {
                throw new PesaDbException(
                        ErrorCode.VALUE_COUNT,
                        blank
                                ? "a row after a blank line"
                                : fields.size() + " fields where the header has " + positions.length);
            }
            for (int i = 0; i < positions.length; i++) {
                batch.setLiteral(positions[i], fields.get(i));
            }
            for (int column : lacking) {
                setDefault(batch, column);
            }
            batch.add();
            if (++rows % ROWS_BETWEEN_REPORTS == 0) {
                progress.run();
            }
        }
    }

    private static int[] positions(TableSchema schema, List<String> header) {
        int[] positions = new int[header.size()];
        boolean[] seen = new boolean[schema.size()];
        for (int i = 0; i < positions.length; i++) {
            if (header.get(i) == null) {
                throw new PesaDbException(ErrorCode.SYNTAX, "the header's field " + (i + 1) + " is empty");
            }
            positions[i] = schema.position(header.get(i));
            if (seen[positions[i]]) {
                throw new PesaDbException(ErrorCode.SYNTAX, "the header names column " + header.get(i) + " twice");
            }
            seen[positions[i]] = true;
        }
        return positions;
    }

    /** The columns with a default that the file does not have. */
    private static int[] lacking(TableSchema schema, int[] positions) {
        return IntStream.range(0, schema.size())
                .filter(column -> schema.column(column).initial() != null)
                .filter(column -> Arrays.stream(positions).noneMatch(position -> position == column))
                .toArray();
    }

    private static void setDefault(BatchInsert batch, int column) {
        if (batch.schema().column(column).initial() instanceof Long number) {
            batch.set(column, number);
        } else {
            batch.set(column, (String) batch.schema().column(column).initial());
        }
    }

    private static PesaDbException at(String place, PesaDbException failure) {
        String message = place + failure.getMessage();
        return failure.outcomeUnknown()
                ? new UnknownOutcomeException(failure.code(), message, failure)
                : new PesaDbException(failure.code(), message, failure);
    }

    /** Writes a table to a file that appears only when it is complete; devices and pipes are written as they are. */
    Outcome store(String table, String name) {
        Path file = Failures.path(name);
        try (Cursor rows = session.execute(new Command.Select(table, List.of(), List.of(), null, Command.Limit.NONE))) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    write(table, rows, channel);
                }
            } else {
                replace(table, Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), rows);
            }
            return rows.outcome();
        } catch (IOException failure) {
            throw Failures.of("write", name, failure);
        }
    }

    private void replace(String table, Path target, Cursor rows) throws IOException {
        refuseDatabase(target);
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("it is a folder");
        }
        Path draft = folder.resolve(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                write(table, rows, channel);
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void refuseDatabase(Path target) throws IOException {
        Path main = Files.exists(database) ? database.toRealPath() : database.toAbsolutePath();
        for (String suffix : DATABASE_FILES) {
            if (target.equals(main.resolveSibling(main.getFileName() + suffix))) {
                throw new IOException("it belongs to the open database");
            }
        }
    }

    private void write(String table, Cursor rows, FileChannel channel) throws IOException {
        Writer out = new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8), 1 << 16);
        CsvWriter csv = new CsvWriter(out);
        csv.header(rows.columns());
        long written = 0;
        long all = -1;
        while (rows.next()) {
            csv.row(rows);
            if (++written % ROWS_BETWEEN_REPORTS == 0 && bar.due()) {
                all = all < 0 ? count(table) : all; // takes a while itself, so only where it is shown
                bar.report("writing rows", written, Math.max(all, written));
            }
        }
        out.flush();
    }

    /** How many rows a table has now. */
    private long count(String table) {
        try (Cursor count = session.execute(new Command.Count(table, List.of()))) {
            return count.next() ? count.getLong(0) : 0;
        }
    }
}
