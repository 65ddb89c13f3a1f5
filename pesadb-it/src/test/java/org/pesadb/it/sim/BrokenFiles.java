package org.pesadb.it.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/** What lies between a database and its disk, and breaks a promise of one of them. */
final class BrokenFiles {
    private BrokenFiles() {}

    /** Says that the log is forced, and does nothing. */
    static FileLayer withoutForceOfLog(FileLayer files) {
        return new PassingFiles(files) {
            @Override
            DataFile opened(Path path, DataFile file) {
                return !isLog(path)
                        ? file
                        : new PassingFile(file) {
                            @Override
                            public void force() {
                                assert file != null; // that is all
                            }
                        };
            }
        };
    }

    /** Says that the log is forced, and does it before the next write. */
    static FileLayer withLateForceOfLog(FileLayer files) {
        return new PassingFiles(files) {
            @Override
            DataFile opened(Path path, DataFile file) {
                return !isLog(path)
                        ? file
                        : new PassingFile(file) {
                            private boolean due;

                            @Override
                            public void force() {
                                due = true;
                            }

                            @Override
                            public void write(ByteBuffer from, long position) throws IOException {
                                if (due) {
                                    super.force();
                                    due = false;
                                }
                                super.write(from, position);
                            }
                        };
            }
        };
    }

    /** Says that names are durable, and does nothing. */
    static FileLayer withoutForceOfFolder(FileLayer files) {
        return new PassingFiles(files) {
            @Override
            public void forceFolder(Path folder) {
                assert folder != null; // that is all
            }
        };
    }

    /** Keeps to itself that a force has failed. */
    static FileLayer withoutFailuresOfForce(FileLayer files) {
        return new PassingFiles(files) {
            private IOException kept;

            @Override
            DataFile opened(Path path, DataFile file) {
                return new PassingFile(file) {
                    @Override
                    public void force() {
                        try {
                            super.force();
                        } catch (IOException failed) {
                            kept = failed;
                        }
                    }
                };
            }
        };
    }

    /** Makes every checksum right when it is read: no damage shows any more. */
    static FileLayer withoutChecksums(FileLayer files) {
        return new PassingFiles(files) {
            @Override
            DataFile opened(Path path, DataFile file) {
                return isLog(path) ? new ForgedLog(file, true) : new ForgedPages(file);
            }
        };
    }

    /** Lets records of earlier generations, which lie behind the end of the log, look like records of this one. */
    static FileLayer withTailsThatLive(FileLayer files) {
        return new PassingFiles(files) {
            @Override
            DataFile opened(Path path, DataFile file) {
                return isLog(path) ? new ForgedLog(file, false) : file;
            }
        };
    }
}
