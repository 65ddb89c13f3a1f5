package org.pesadb.it.sim;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.it.BetweenLogs;

/** Logs that bear the name of the real one, work through it, and break one of its rules. */
final class HarmfulLogs {
    private HarmfulLogs() {}

    /** Our own log, with a hold on its file. */
    private abstract static class Broken extends BetweenLogs {
        @Override
        protected final LogContext changed(LogContext context) {
            return with(context, new Captured(context.files()), sync(context.sync()), context.readOnly());
        }

        @Override
        protected final Log between(Log log, LogContext context) {
            return broken(log, (Captured) context.files());
        }

        SyncMode sync(SyncMode asked) {
            return asked;
        }

        abstract Log broken(Log log, Captured captured);
    }

    /** Remembers the log's file, to force it behind the log's back, or to keep it from being forced. */
    private static final class Captured extends PassingFiles {
        DataFile newest;
        boolean forces = true;

        Captured(FileLayer files) {
            super(files);
        }

        @Override
        DataFile opened(Path path, DataFile file) {
            newest = file;
            return new PassingFile(file) {
                @Override
                public void force() throws IOException {
                    if (forces) {
                        super.force();
                    }
                }
            };
        }
    }

    /** Breaks nothing. */
    static LogProvider unbroken() {
        return new Broken() {
            @Override
            Log broken(Log log, Captured captured) {
                return new PassingLog(log);
            }
        };
    }

    /** Brings to the main file what is not durable in the log: forbids the log its own force until the main file's is done. */
    static LogProvider checkpointsBeforeForce() {
        return new Broken() {
            @Override
            SyncMode sync(SyncMode asked) {
                return SyncMode.NORMAL; // which leaves the force to the checkpoint
            }

            @Override
            Log broken(Log log, Captured captured) {
                return new PassingLog(log) {
                    @Override
                    public CheckpointResult checkpoint(CheckpointSink sink) {
                        captured.forces = false;
                        try {
                            return super.checkpoint(new PassingSink(sink) {
                                @Override
                                public long finish() throws IOException {
                                    long stamp = super.finish();
                                    captured.forces = true;
                                    return stamp;
                                }
                            });
                        } finally {
                            captured.forces = true;
                        }
                    }
                };
            }
        };
    }

    /** Brings only every other page to the main file when it recovers, and cuts the log all the same. */
    static LogProvider recoversHalf() {
        return new Broken() {
            @Override
            Log broken(Log log, Captured captured) {
                return new PassingLog(log) {
                    @Override
                    public CheckpointResult checkpoint(CheckpointSink sink) {
                        if (!log.needsCheckpoint()) {
                            return super.checkpoint(sink);
                        }
                        return super.checkpoint(new PassingSink(sink) {
                            @Override
                            public void page(long id, long position, byte[] image) throws IOException {
                                if (id % 2 == 0) {
                                    super.page(id, position, image);
                                }
                            }
                        });
                    }
                };
            }
        };
    }

    /** Shows a commit to everybody once it is written, and acknowledges it, as is right, only once it is forced. */
    static LogProvider showsBeforeForce() {
        return new Broken() {
            @Override
            SyncMode sync(SyncMode asked) {
                return SyncMode.NORMAL;
            }

            @Override
            Log broken(Log log, Captured captured) {
                return new PassingLog(log) {
                    private IOException failure;

                    @Override
                    public long begin() {
                        if (failure != null) {
                            throw new PesaDbException(ErrorCode.READ_ONLY, "the log failed", failure);
                        }
                        return super.begin();
                    }

                    @Override
                    public void force(long position) {
                        super.force(position);
                        try {
                            captured.newest.force();
                        } catch (IOException failed) {
                            failure = failed;
                            throw new UnknownOutcomeException(ErrorCode.IO, "the force failed", failed);
                        }
                    }
                };
            }
        };
    }

    /** A sink over another one that hands everything on. */
    private static class PassingSink implements CheckpointSink {
        private final CheckpointSink sink;

        PassingSink(CheckpointSink sink) {
            this.sink = sink;
        }

        @Override
        public void page(long id, long position, byte[] image) throws IOException {
            sink.page(id, position, image);
        }

        @Override
        public long finish() throws IOException {
            return sink.finish();
        }

        @Override
        public boolean hold() {
            return sink.hold();
        }

        @Override
        public void release() {
            sink.release();
        }

        @Override
        public void cut() {
            sink.cut();
        }
    }
}
