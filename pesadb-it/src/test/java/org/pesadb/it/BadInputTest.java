package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong with what PesaDB is given, it says so by a stable code and an exit status, prints no stack trace, and
 * changes nothing.
 */
class BadInputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATABASE = "bad.pesa";
    private static final String LOG = DATABASE + "-wal";

    /** The main file's header: where its format version stands, and the CRC-32C over all bytes before itself. */
    private static final int HEADER_BYTES = 512;

    private static final int HEADER_VERSION = 8;
    private static final int HEADER_CHECKSUM = HEADER_BYTES - 4;

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void prepare() {
        cli = Cli.in(folder);
    }

    private CliResult json(String input, String... more) throws IOException {
        return json(input.getBytes(StandardCharsets.UTF_8), more);
    }

    private CliResult json(byte[] input, String... more) throws IOException {
        String[] args = Arrays.copyOf(new String[] {"--format", "json"}, 3 + more.length);
        System.arraycopy(more, 0, args, 2, more.length);
        args[args.length - 1] = DATABASE;
        return cli.run(input, args);
    }

    private void makeDatabase() throws IOException {
        CliResult made = json("INS users 1 Alice\nINS orders 10 1 pen\n");
        assertEquals(0, made.exit(), made.stdout() + made.stderr());
    }

    private void assertUnchanged() throws IOException {
        CliResult now = json("SEL users\nSEL orders\n");
        assertEquals(List.of(List.of(1L, "Alice"), List.of(10L, 1L, "pen")), now.rows(), now.stdout() + now.stderr());
        assertEquals(0, cli.run("", "check", DATABASE).exit());
    }

    private static Reply assertRefused(CliResult result, String... codes) {
        assertQuiet(result);
        assertEquals(1, result.exit(), result.stdout());
        List<Reply> errors = result.replies().stream()
                .filter(reply -> reply.kind() == Reply.Kind.ERROR)
                .toList();
        assertEquals(1, errors.size(), result.stdout());
        assertTrue(List.of(codes).contains(errors.get(0).code()), result.stdout());
        assertTrue(errors.get(0).text("message").length() > 10, "it says something: " + result.stdout());
        return errors.get(0);
    }

    private static void assertQuiet(CliResult result) {
        for (String output : List.of(result.stdout(), result.stderr())) {
            assertFalse(output.contains("\tat ") || output.contains("Exception"), "a stack trace: " + output);
        }
    }

    @Test
    void aFileThatIsNoDatabase() throws IOException {
        byte[] letter = "Dear reader, this is a letter.\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(DATABASE), letter);
        assertRefused(json("SEL users\n"), "NOT_A_DATABASE");
        assertArrayEquals(letter, Files.readAllBytes(folder.resolve(DATABASE)));
        assertFalse(Files.exists(folder.resolve(LOG)), "nothing is put beside it");
    }

    @Test
    void aDatabaseOfANewerFormat() throws IOException {
        makeDatabase();
        byte[] newer = Files.readAllBytes(folder.resolve(DATABASE));
        ByteBuffer header = ByteBuffer.wrap(newer, 0, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1, header.getInt(HEADER_VERSION), "the format version of today");
        header.putInt(HEADER_VERSION, 999);
        CRC32C sum = new CRC32C();
        sum.update(newer, 0, HEADER_CHECKSUM);
        header.putInt(HEADER_CHECKSUM, (int) sum.getValue());
        Files.write(folder.resolve(DATABASE), newer);
        Reply error = assertRefused(json("SEL users\n"), "FORMAT_TOO_NEW");
        assertTrue(error.text("message").contains("999"), error.toString());
        assertArrayEquals(newer, Files.readAllBytes(folder.resolve(DATABASE)));
    }

    @Test
    void aDirectory() throws IOException {
        Files.createDirectory(folder.resolve(DATABASE));
        assertRefused(json("SEL users\n"), "NOT_A_DATABASE", "IO");
        try (var inside = Files.list(folder.resolve(DATABASE))) {
            assertEquals(0, inside.count());
        }
    }

    @Test
    void aReadOnlyFolder() throws IOException {
        makeDatabase();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(folder), "this user may write anywhere");
            CliResult made = cli.run("INS users 1 x\n", "--format", "json", "new.pesa");
            assertRefused(made, "READ_ONLY", "IO");
            assertFalse(Files.exists(folder.resolve("new.pesa")));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertUnchanged();
    }

    /** Leaves a database behind whose log holds what the main file does not. */
    private void crash(String database, String command) throws IOException {
        try (CliProcess process = cli.start("--format", "json", database)) {
            assertEquals(Reply.Kind.OK, process.call(command, PATIENCE).kind());
            process.kill();
        }
    }

    @Test
    void aMainFileWhoseLogWasDeletedAfterACrash() throws IOException {
        crash(DATABASE, "INS users 1 Alice");
        byte[] main = Files.readAllBytes(folder.resolve(DATABASE));
        Files.delete(folder.resolve(LOG));
        Reply error = assertRefused(json("SEL users\n"), "CORRUPT");
        assertTrue(error.text("message").contains("-wal"), error.toString());
        assertArrayEquals(main, Files.readAllBytes(folder.resolve(DATABASE)));
    }

    @Test
    void recoveryIsSilent() throws IOException {
        crash(DATABASE, "INS users 1 Alice");
        CliResult result = json("SEL users\n");
        assertEquals(List.of(List.of(1L, "Alice")), result.rows());
        assertEquals("", result.stderr(), "nothing went wrong for the user");
    }

    @Test
    void theLogOfAnotherDatabase() throws IOException {
        crash(DATABASE, "INS users 1 Alice");
        crash("other.pesa", "INS users 1 Mallory");
        byte[] main = Files.readAllBytes(folder.resolve(DATABASE));
        Files.copy(folder.resolve("other.pesa-wal"), folder.resolve(LOG), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(json("SEL users\n"), "CORRUPT");
        assertArrayEquals(main, Files.readAllBytes(folder.resolve(DATABASE)));
    }

    @Test
    void aMainFileThatIsCutShort() throws IOException {
        makeDatabase();
        byte[] main = Files.readAllBytes(folder.resolve(DATABASE));
        Files.write(folder.resolve(DATABASE), Arrays.copyOf(main, main.length - 4096));
        CliResult result = json("SEL users\nSEL orders\nSEL users WHERE id=1\nSEL users WHERE name=Alice\n");
        CliResult check = cli.run("", "check", DATABASE);
        assertQuiet(result);
        assertQuiet(check);
        assertTrue(result.codes().contains("CORRUPT") || check.exit() == 1, "somebody notices: " + check.stdout());
        assertEquals(1, check.exit(), check.stdout());
    }

    @Test
    void aFlippedBitIsFoundAndNamedAndNeverReturnedAsData() throws IOException {
        makeDatabase();
        byte[] main = Files.readAllBytes(folder.resolve(DATABASE));
        int at = indexOf(main, "Alice");
        assertTrue(at >= 4096, "the row is in a page of the main file: " + at);
        main[at] ^= 1;
        Files.write(folder.resolve(DATABASE), main);
        CliResult result = json("SEL users\n");
        assertEquals(List.of(), result.rows());
        Reply error = assertRefused(result, "CORRUPT");
        assertTrue(error.text("message").contains("page " + at / 4096), error.toString());
        assertEquals(1, cli.run("", "check", DATABASE).exit());
    }

    private static int indexOf(byte[] bytes, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheDatabase() throws IOException {
        makeDatabase();
        try (CliProcess first = cli.start("--format", "json", DATABASE)) {
            assertEquals(Reply.Kind.OK, first.call("COUNT users", PATIENCE).kind());
            for (String[] more : new String[][] {{}, {"--read-only"}}) {
                Reply error = assertRefused(json("SEL users\n", more), "DATABASE_LOCKED");
                assertTrue(error.text("message").contains(Long.toString(first.pid())), error.toString());
            }
            assertEquals(Reply.Kind.OK, first.call("COUNT users", PATIENCE).kind(), "the first goes on");
            first.endInput();
            assertEquals(0, first.waitFor(PATIENCE));
        }
        assertUnchanged();
    }

    @Test
    void aSymbolicLinkIsTheDatabaseItLeadsTo() throws IOException {
        makeDatabase();
        Files.createSymbolicLink(folder.resolve("link.pesa"), Path.of(DATABASE));
        try (CliProcess first = cli.start("--format", "json", DATABASE)) {
            assertEquals(Reply.Kind.OK, first.call("COUNT users", PATIENCE).kind());
            assertRefused(cli.run("SEL users\n", "--format", "json", "link.pesa"), "DATABASE_LOCKED");
            first.kill();
        }
        assertEquals(0, cli.run("INS users 2 Bob\nDEL users 2\n", "link.pesa").exit());
        assertFalse(Files.exists(folder.resolve("link.pesa-wal")), "one log, whatever the name");
        assertUnchanged();
    }

    @Test
    void anImportOfAFileThatIsNotThereMakesNoDatabase() throws IOException {
        CliResult result = cli.run("", "import", "users", "missing.csv", DATABASE);
        assertQuiet(result);
        assertEquals(1, result.exit());
        assertFalse(Files.exists(folder.resolve(DATABASE)));
    }

    @Test
    void severalMayReadTogetherAndAWriterWaitsOutside() throws IOException {
        makeDatabase();
        try (CliProcess first = cli.start("--format", "json", "--read-only", DATABASE)) {
            assertEquals(Reply.Kind.OK, first.call("COUNT users", PATIENCE).kind());
            CliResult reader = json("SEL users\nINS users 2 Bob\n", "--read-only");
            assertEquals(List.of(List.of(1L, "Alice")), reader.rows());
            assertRefused(reader, "READ_ONLY");
            Reply error = assertRefused(json("INS users 2 Bob\n"), "DATABASE_LOCKED");
            if (Files.isReadable(Path.of("/proc/locks"))) { // elsewhere the reader that came last is named, gone or not
                assertTrue(error.text("message").contains(Long.toString(first.pid())), error.toString());
            }
        }
        assertUnchanged();
    }

    @Test
    void anUnknownComponentByName() throws IOException {
        for (String kind : List.of("log", "pager", "codec", "index", "join")) {
            Reply error = assertRefused(json("SEL users\n", "--" + kind, "magic"), "NO_SUCH_COMPONENT");
            assertTrue(error.text("message").contains("magic"), error.toString());
            assertTrue(error.text("message").contains("available"), error.toString());
        }
        assertFalse(Files.exists(folder.resolve(DATABASE)), "no half database is left");
    }

    @Test
    void aLineLargerThanTheHeap() throws IOException {
        makeDatabase();
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'x');
        CliResult result = cli.withJvm("-Xmx32m")
                .run(
                        stdin -> {
                            stdin.write("INS users 2 ".getBytes(StandardCharsets.UTF_8));
                            for (int i = 0; i < 200; i++) {
                                stdin.write(block);
                            }
                            stdin.write("\nCOUNT users\n".getBytes(StandardCharsets.UTF_8));
                        },
                        "--format",
                        "json",
                        "--cache",
                        "4M",
                        DATABASE);
        assertRefused(result, "OUT_OF_MEMORY");
        assertEquals(List.of(List.of(1L)), result.rows(), "the next command is heard");
        assertUnchanged();
    }

    @Test
    void anUnclosedQuoteAtTheEndOfInput() throws IOException {
        makeDatabase();
        CliResult result = json("INS users 2 'Bob\nINS users 3 Carol\n");
        assertRefused(result, "SYNTAX");
        assertEquals(1, result.replies().size(), result.stdout());
        assertUnchanged();
    }

    @Test
    void bytesThatAreNoUtf8() throws IOException {
        makeDatabase();
        for (byte[] broken : List.of(
                new byte[] {(byte) 0xFF}, new byte[] {(byte) 0xC3}, new byte[] {(byte) 0xC0, (byte) 0x80}, new byte[] {
                    (byte) 0xED, (byte) 0xA0, (byte) 0x80
                })) {
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes("INS users 2 ".getBytes(StandardCharsets.UTF_8));
            input.writeBytes(broken);
            input.writeBytes("\nCOUNT users\n".getBytes(StandardCharsets.UTF_8));
            CliResult result = json(input.toByteArray());
            assertRefused(result, "BAD_ENCODING");
            assertEquals(List.of(List.of(1L)), result.rows(), "the next command is heard");
        }
        assertUnchanged();
    }

    @Test
    void numbersBeyond64Bits() throws IOException {
        makeDatabase();
        for (String number : List.of("9223372036854775808", "-9223372036854775809", "1" + "0".repeat(5000))) {
            assertRefused(json("INS orders " + number + " 1 pen\n"), "OUT_OF_RANGE");
            assertRefused(json("UPD orders SET user_id=" + number + " WHERE order_id=10\n"), "OUT_OF_RANGE");
        }
        assertUnchanged();
    }

    private Reply assertImportRefused(String csv, String code) throws IOException {
        Files.writeString(folder.resolve("in.csv"), csv);
        Reply error = assertRefused(json("IMPORT orders FROM 'in.csv'\n"), code);
        CliResult tool = cli.run("", "import", "orders", "in.csv", DATABASE);
        assertQuiet(tool);
        assertEquals(1, tool.exit(), "pesadb import: " + tool.stdout() + tool.stderr());
        assertUnchanged();
        return error;
    }

    @Test
    void aCsvWithARaggedLine() throws IOException {
        makeDatabase();
        Reply few = assertImportRefused("order_id,user_id,item\n11,1,ink\n12,1\n13,1,cup\n", "VALUE_COUNT");
        assertTrue(few.text("message").contains("line 3"), few.toString());
        Reply many = assertImportRefused("order_id,user_id,item\n11,1,\"a\nb\"\n12,1,x,y\n", "VALUE_COUNT");
        assertTrue(many.text("message").contains("line 4"), "lines, not records: " + many);
    }

    @Test
    void aCsvWithAWrongType() throws IOException {
        makeDatabase();
        Reply error = assertImportRefused("item,order_id,user_id\nink,11,1\ncup,twelve,1\n", "TYPE_MISMATCH");
        assertTrue(error.text("message").contains("line 3"), error.toString());
    }

    @Test
    void aCsvWithADuplicateKey() throws IOException {
        makeDatabase();
        Reply there = assertImportRefused("order_id,user_id,item\n11,1,ink\n10,1,cup\n", "DUPLICATE_KEY");
        assertTrue(there.text("message").contains("line 3"), there.toString());
        Reply twice = assertImportRefused("order_id,user_id,item\n11,1,ink\n12,1,cup\n11,1,pot\n", "DUPLICATE_KEY");
        assertTrue(twice.text("message").contains("line 4"), twice.toString());
    }

    @Test
    void aCsvWithAnUnknownColumn() throws IOException {
        makeDatabase();
        Reply error = assertImportRefused("order_id,user_id,colour\n11,1,red\n", "NO_SUCH_COLUMN");
        assertTrue(error.text("message").contains("colour"), error.toString());
    }

    @Test
    void wordsThatAreNoUsage() throws IOException {
        for (String[] args :
                new String[][] {{"--nonsense"}, {"--format", "xml"}, {"--cache", "many"}, {"--sync", "maybe"}}) {
            CliResult result = cli.run("", args);
            assertQuiet(result);
            assertEquals(2, result.exit(), String.join(" ", args));
            assertFalse((result.stdout() + result.stderr()).isBlank(), String.join(" ", args));
        }
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count(), "nothing was made");
        }
    }

    @Test
    void aFailureEndsTheRunWithBailAndNotWithout() throws IOException {
        String script = "INS users 1 Alice\nINS users 1 Bob\nINS orders 10 1 pen\n";
        CliResult goesOn = json(script);
        assertEquals(List.of("OK", "ERROR", "OK"), kinds(goesOn));
        assertEquals(1, goesOn.exit());
        CliResult bails = json("INS users 1 Bob\nINS orders 11 1 pen\n", "--bail");
        assertEquals(List.of("ERROR"), kinds(bails));
        assertEquals(1, bails.exit());
        assertUnchanged();
    }

    private static List<String> kinds(CliResult result) {
        return result.replies().stream().map(reply -> reply.kind().name()).toList();
    }
}
