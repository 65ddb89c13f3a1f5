package org.example.pesadb.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/** The log {@code wal} in two files. Stateless. */
public final class MirrorLogProvider implements LogProvider {
    static final String NAME = "mirror-log";
    static final String TO = "to";

    /** Made by {@link java.util.ServiceLoader}. */
    public MirrorLogProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                TO,
                "the folder of the second file, best on another device; the same each time. Without it the second file stands"
                        + " beside the first");
    }

    /** Asked for when it is needed: the registry is not there yet when this object is made. */
    private static LogProvider inner() {
        return Components.installed().choose(ComponentKind.LOG, LogProvider.class, "wal");
    }

    /**
     * The inner log's context. Its files tell by themselves in which format they are, so it is opened as the one that would make them
     * now.
     */
    private static LogContext within(LogContext context, LogProvider inner) {
        return context.within(inner.formatVersion());
    }

    @Override
    public boolean exists(LogContext context) {
        Mirror mirror = Mirror.of(context);
        try {
            return context.files().exists(mirror.first())
                    || mirror.known() && context.files().exists(mirror.second());
        } catch (IOException failed) {
            throw FileFailures.of("look for", context.path(), failed);
        }
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        LogProvider inner = inner();
        Mirror mirror = Mirror.of(context);
        try {
            context.files().createFolders(mirror.second().toAbsolutePath().getParent());
        } catch (IOException failed) {
            throw FileFailures.of("make the folder of", mirror.second(), failed);
        }
        return inner.create(mirrored(within(context, inner), mirror), start);
    }

    @Override
    public Log open(LogContext context) {
        LogProvider inner = inner();
        LogContext within = within(context, inner);
        Mirror mirror = Mirror.of(context);
        Judgement judgement = new Judgement(inner, within, mirror);
        Path counts = judgement.choose();
        if (context.readOnly()) {
            return inner.open(within.at(context.files(), counts));
        }
        try {
            context.files().createFolders(mirror.second().toAbsolutePath().getParent());
            new Copy(context.files()).makeSame(counts, mirror.other(counts), judgement.keeps());
        } catch (IOException failed) {
            throw FileFailures.of("make the same as " + counts + " the file", mirror.other(counts), failed);
        }
        return inner.open(mirrored(within, mirror));
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        LogProvider inner = inner();
        LogContext within = within(context, inner);
        Mirror mirror = Mirror.of(context);
        if (!mirror.known()) {
            return inner.openDamaged(within, found);
        }
        return inner.openDamaged(
                within.at(context.files(), new Judgement(inner, within, mirror).chooseDamaged(found)), found);
    }

    private static LogContext mirrored(LogContext within, Mirror mirror) {
        return within.at(new MirrorFiles(within.files(), mirror), mirror.first());
    }
}
