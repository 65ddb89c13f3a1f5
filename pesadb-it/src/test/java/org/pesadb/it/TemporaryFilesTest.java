package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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

    /** The pager of this project by another name, with a layer of its own for temporary files. */
    private record OtherPager(UnaryOperator<FileLayer> temporary) implements PagerProvider {
        private static final PagerProvider PAGED =
                Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");

        @Override
        public String name() {
            return "other";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public void create(PagerContext context) {
            PAGED.create(context);
        }

        @Override
        public Pager open(PagerContext context) {
            Pager pager = PAGED.open(context);
            return passing(
                    Pager.class,
                    pager,
                    (method, arguments) -> method.getName().equals("temporaryFiles")
                            ? temporary.apply((FileLayer) arguments[0])
                            : method.invoke(pager, arguments));
        }
    }

    /** What is done in place of a call. */
    private interface Call {
        Object of(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T passing(Class<T> type, T to, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TemporaryFilesTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.of(method, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    private FileLayer recording(FileLayer layer) {
        return passing(FileLayer.class, layer, (method, arguments) -> {
            if (method.getName().equals("open")) {
                opened.add(((Path) arguments[0]).getFileName().toString().replaceAll("-?[0-9]+", ""));
            }
            return method.invoke(layer, arguments);
        });
    }

    private Options options(UnaryOperator<FileLayer> temporary) {
        return PesaDb.options()
                .files(files)
                .statementBytes(1 << 20)
                .component(ComponentKind.PAGER, "other")
                .components(Components.installed().with(List.of(new OtherPager(temporary))))
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
        assertTrue(refused.getMessage().contains("pager 'other'"), refused::getMessage);
    }
}
