package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.pesadb.api.spi.FileLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for what no transaction and no statement leaves behind. It is made by whoever needs it first, and is there only
 * while the database is open.
 *
 * @param files  where it is
 * @param folder need not exist
 */
record SpillFolder(FileLayer files, Path folder) {
    private static final Logger LOGGER = LoggerFactory.getLogger(SpillFolder.class);

    /**
     * A file for the changes of one transaction.
     *
     * @return not made yet
     */
    SpillFile transactionFile() {
        return new SpillFile(files, folder);
    }

    /**
     * Deletes all that is in it, and then the folder: when the database is opened to be written, for what a killed process left, and
     * when it is closed. Nobody may use it at that time. What cannot be deleted is no reason to refuse a database: it is told
     * in the program's log.
     */
    void clear() {
        try {
            for (Path leftover : files.list(folder, "")) {
                files.delete(leftover);
            }
            files.delete(folder);
        } catch (NoSuchFileException none) {
            LOGGER.trace("there is no {}", folder);
        } catch (DirectoryNotEmptyException strange) {
            LOGGER.debug("{} holds something that is not a file, and stays", folder);
        } catch (IOException failed) {
            LOGGER.warn("{} could not be cleared of temporary files: {}", folder, failed.toString());
        }
    }
}
