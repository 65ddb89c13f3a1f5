package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.testing.MemoryFiles;

/** What statements put beside the database goes through the layer that the pager gives for that, and nothing else does. */
class TemporaryFilesTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    private final MemoryFiles files = new MemoryFiles();

    /** What was opened through the layer for temporary files, without the numbers. */
    private final Set<String> opened = new TreeSet<>();

    /** A pager with a layer of its own for temporary files. */
    private static PagerProvider pager(UnaryOperator<FileLayer> temporary) {
        return new Plugins.OtherPager() {
            @Override
            public Pager open(PagerContext context) {
                return Altered.of(Pager.class, super.open(context))
                        .method("temporaryFiles", given -> temporary.apply((FileLayer) given[0]))
                        .make();
            }
        };
    }

    private FileLayer recording(FileLayer layer) {
        return Altered.of(FileLayer.class, layer)
                .method("open", given -> {
                    Path path = (Path) given[0];
                    opened.add(path.getFileName().toString().replaceAll("-?[0-9]+", ""));
                    return layer.open(path, (FileLayer.Mode) given[1]);
                })
                .make();
    }

    private Options options(UnaryOperator<FileLayer> temporary) {
        return PesaDb.options()
                .files(files)
                .statementBytes(1 << 20)
                .component(ComponentKind.PAGER, "other-pager")
                .components(Components.installed().with(List.of(pager(temporary))))
                .build();
    }

    @Test
    void sortsJoinsAndRowsToBeChangedGoThroughThePagersLayer() {
        try (Database database = PesaDb.open(PATH, options(this::recording));
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"), Tables.number("n"));
            try (BatchInsert batch = session.batchInsert("t")) {
                for (int i = 0; i < 150_000; i++) {
                    batch.set(0, i);
                    batch.set(1, "text " + i * 7919L % 150_000);
                    batch.set(2, i);
                    batch.add();
                }
                batch.finish();
            }
            assertEquals(Set.of(), opened, "pages of a transaction are the pager's own affair");
            Tables.rows(
                    session,
                    new Command.Select(
                            "t", List.of(), List.of(), new Command.Ordering("text", false), Command.Limit.NONE));
            Set<String> sort = Set.copyOf(opened);
            assertEquals(1, sort.size(), opened::toString);
            Tables.rows(
                    session,
                    new Command.Join(
                            new Command.TableRef("t", "a"),
                            new Command.TableRef("t", "b"),
                            List.of(new Command.JoinOn("text", "text")),
                            List.of("a.id"),
                            List.of(),
                            null,
                            Command.Limit.NONE,
                            "hash"));
            assertTrue(opened.size() > 1, opened::toString);
            session.run(Tables.set("t", "n", 5));
            assertTrue(opened.contains("row-ids"), opened::toString);
        }
    }

    @Test
    void aPagerThatGivesNoLayerIsNamed() {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> PesaDb.open(PATH, options(layer -> null)));
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
        assertTrue(refused.getMessage().contains("pager 'other-pager'"), refused::getMessage);
    }
}
