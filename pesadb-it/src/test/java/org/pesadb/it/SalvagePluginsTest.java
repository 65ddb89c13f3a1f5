package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.testing.MemoryFiles;

/** Salvage of a database that parts of others have written: with those parts, without them, and where they cannot help. */
class SalvagePluginsTest {
    private static final Path MAIN = Path.of("/d/parts.pesa");
    private static final Path TO = Path.of("/d/saved.pesa");
    private static final int PAGE = 4096;
    private static final int COLUMNS_OWNER = 2;

    private final MemoryFiles files = new MemoryFiles();
    private final List<Fault> lost = new ArrayList<>();

    private Options options(Component... parts) {
        Options.Builder options = Options.builder()
                .files(files)
                .background(Runnable::run)
                .components(Components.installed().with(List.of(parts)));
        for (Component part : parts) {
            if (part instanceof Plugins.OtherPager) {
                options.component(ComponentKind.PAGER, "other-pager");
            }
        }
        return options.build();
    }

    private void make(Component... parts) {
        try (Database database = PesaDb.open(MAIN, options(parts));
                Session session = database.openSession()) {
            Tables.create(session, "plain", Tables.key("id"), Tables.text("text"));
            session.run(new Command.CreateTable(
                    new TableSchema("odd", List.of(Tables.key("id"), Tables.text("text"))),
                    false,
                    parts.length == 2 ? "data" : null,
                    parts.length == 2 ? "one-page" : null));
            for (int i = 0; i < 100; i++) {
                Tables.insert(session, "plain", i, "plain " + i);
                Tables.insert(session, "odd", i, "odd " + i);
            }
        }
    }

    private Salvage salvage(Options options) {
        lost.clear();
        return PesaDb.salvage(MAIN, TO, options, lost::add, Progress.NONE);
    }

    private void assertSaved(Options options, long plain, long odd) {
        List<Fault> faults = new ArrayList<>();
        try (Database saved = PesaDb.open(TO, options);
                Session session = saved.openSession()) {
            saved.check(faults::add);
            assertEquals(List.of(), faults);
            assertEquals(plain, Tables.count(session, "plain"));
            if (odd > 0) {
                assertEquals(odd, Tables.count(session, "odd"));
                assertEquals(
                        List.of(List.of(7L, "odd 7")),
                        Tables.rows(session, Tables.all("odd", Condition.equal("id", 7))));
            } else {
                ApiTest.refused(ErrorCode.NO_SUCH_TABLE, () -> Tables.count(session, "odd"));
            }
        }
    }

    private void flip(int type, int owner) {
        byte[] main = files.bytes(MAIN);
        int at = PAGE;
        while (main[at + 4] != type
                || ByteBuffer.wrap(main).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 12) != owner) {
            at += PAGE;
        }
        main[at + PAGE - 100] ^= 1;
        files.set(MAIN, main);
    }

    @Test
    void tablesOfOtherCodecsAndIndexesAreSavedWithThem() {
        Options options = options(new Plugins.OnePage(), new Plugins.DataCodec());
        make(new Plugins.OnePage(), new Plugins.DataCodec());
        assertTrue(salvage(options).complete(), lost::toString);
        assertSaved(options, 100, 100);
    }

    @Test
    void withoutTheirCodecTheyAreNamedAndTheOthersAreSaved() {
        make(new Plugins.OnePage(), new Plugins.DataCodec());
        assertFalse(salvage(options()).complete());
        assertTrue(
                lost.stream()
                        .anyMatch(fault -> "table odd".equals(fault.object())
                                && fault.message().contains("codec 'data'")),
                lost::toString);
        assertTrue(
                lost.stream()
                        .anyMatch(fault -> "table odd".equals(fault.object())
                                && fault.message().contains("are in the file and are not saved")
                                && fault.message().contains("put the part back")),
                lost::toString);
        assertFalse(lost.stream().anyMatch(fault -> fault.message().contains("the catalog")), lost::toString);
        assertSaved(options(), 100, 0);
    }

    @Test
    void aCodecThatTellsNoColumnsCannotReplaceALostDefinition() {
        Options options = options(new Plugins.OnePage(), new Plugins.DataCodec());
        make(new Plugins.OnePage(), new Plugins.DataCodec());
        flip(5, COLUMNS_OWNER);
        assertFalse(salvage(options).complete());
        assertTrue(lost.stream().anyMatch(fault -> "table odd".equals(fault.object())), lost::toString);
        assertSaved(options, 100, 0);
    }

    @Test
    void anotherPagerSavesWhatItOpens() throws IOException {
        Options options = options(new Plugins.OtherPager());
        make(new Plugins.OtherPager());
        assertTrue(salvage(options).complete(), lost::toString);
        assertSaved(options, 100, 100);
        files.delete(TO);
        byte[] main = files.bytes(MAIN);
        main[20] ^= 1; // the header says no more which pager it is; the options do
        files.set(MAIN, main);
        PesaDbException refused = assertThrows(PesaDbException.class, () -> salvage(options));
        assertEquals(ErrorCode.CORRUPT, refused.code());
        assertTrue(refused.getMessage().contains("the pager 'other-pager'"), refused.getMessage());
        assertFalse(files.exists(TO));
    }
}
