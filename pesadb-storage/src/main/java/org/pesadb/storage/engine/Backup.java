package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;

/** BACKUP: finds out whether a copy may be made there; the pager makes it, under a new id. */
final class Backup {
    /** What stands beside a main file and belongs to it. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-lock", "-spill", ".new", "-wal.new");

    private Backup() {}

    /**
     * Copies what a snapshot sees.
     *
     * @param snapshot of the database, open until this returns
     * @param to       the copy's main file, which must not exist
     */
    static void run(StorageDatabase database, PageSnapshot snapshot, Path to, StatementContext context) {
        FileLayer files = context.files();
        Path target = Objects.requireNonNull(to, "to");
        byte[] header;
        try {
            target = files.resolve(to);
            String why = taken(files, database.path(), target);
            if (why == null && files.exists(beside(partial(target), "-lock"))) {
                why = partial(target) + ", its name until it is complete, is a database in use; name another file";
            }
            if (why != null) {
                throw new PesaDbException(ErrorCode.IO, "no backup can be made at " + to + ": " + why);
            }
            String main = database.path().toString();
            byte[] found = StorageEngine.readHeader(files, database.path());
            if (found == null) {
                throw new CorruptException(main + " has been deleted or renamed while it was open; put it back");
            }
            header = stillThere(main, found).withNewId().encode();
        } catch (IOException failed) {
            throw FileFailures.of("look for", target, failed);
        }
        database.pager().backup(snapshot, target, header, (step, done, total) -> {
            context.checkCancelled();
            context.progress().report(step, done, total);
        });
    }

    /** The header of a file that began with one when it was opened. */
    private static FileHeader stillThere(String main, byte[] found) {
        try {
            return FileHeader.decode(main, found);
        } catch (PesaDbException another) {
            throw new CorruptException(
                    main + " page 0: the file does not begin any more as when it was opened: " + another.getMessage(),
                    another);
        }
    }

    /** The name of a copy until it is complete. */
    static Path partial(Path target) {
        return beside(target, Pager.PARTIAL);
    }

    /** Why that name cannot be had for a copy of a database, or null where it can. */
    static String taken(FileLayer files, Path main, Path target) throws IOException {
        if (target.getFileName() == null) {
            return "it is a folder; name a file in it";
        }
        if (StorageEngine.isPartial(target)) {
            return "so a backup is called until it is complete; choose another name";
        }
        for (String suffix : SUFFIXES) {
            if (beside(main, suffix).equals(target)) {
                return "that name belongs to the open database; name another file";
            }
        }
        if (beside(main, "-spill").equals(target.getParent())) {
            return "that folder is emptied when the database is closed; name a file in another one";
        }
        if (exists(files, target)) {
            return "it exists already; name a new file, or move that one away";
        }
        if (files.exists(beside(target, "-wal"))) {
            return "the log of another database, " + beside(target, "-wal") + ", stands there; move it away";
        }
        return null;
    }

    /** Whether anything has that name: a file, a folder, a device. */
    private static boolean exists(FileLayer files, Path target) throws IOException {
        try {
            files.open(target, FileLayer.Mode.READ).close();
            return true;
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException unreadable) {
            if (StorageEngine.says(unreadable, "is a directory")
                    || StorageEngine.says(unreadable, "not a regular file")) {
                return true;
            }
            throw unreadable;
        }
    }

    private static Path beside(Path main, String suffix) {
        return main.resolveSibling(main.getFileName() + suffix);
    }
}
