package org.pesadb.it.sim;

import java.util.List;
import org.pesadb.api.Command;

/**
 * One step of a script. It means something in any state of the database, so that steps before it can be left out: what it must
 * do is known only when it is done. Immutable.
 */
sealed interface Action {
    /**
     * The step as people read it: commands in PesaDB's command language, what befalls the machine as a comment.
     *
     * @return one line
     */
    String line();

    /**
     * A session runs a command.
     *
     * @param session which
     * @param command without parameters
     */
    record Say(int session, Command command) implements Action {
        @Override
        public String line() {
            return Words.of(command) + "  -- session " + session;
        }
    }

    /**
     * A session adds rows by one statement.
     *
     * @param session which
     * @param table   where
     * @param rows    the rows
     * @param finish  whether it is finished, or only closed
     */
    record Batch(int session, String table, List<List<Object>> rows, boolean finish) implements Action {
        @Override
        public String line() {
            StringBuilder line = new StringBuilder("-- session " + session + ": a batch, "
                    + (finish ? "" : "closed without being finished, ") + "of " + rows.size() + " rows in " + table);
            rows.stream().limit(3).forEach(row -> line.append(' ').append(Words.brief(row)));
            return line.append(rows.size() > 3 ? " …" : "").toString();
        }
    }

    /**
     * A reader opens a cursor, and keeps it across whatever comes.
     *
     * @param table whose rows it reads
     */
    record Hold(String table) implements Action {
        @Override
        public String line() {
            return "SEL " + table + "  -- a reader holds this cursor";
        }
    }

    /**
     * Every reader reads on in its cursor.
     *
     * @param rows how far; a cursor that comes to its end is closed
     */
    record ReadOn(int rows) implements Action {
        @Override
        public String line() {
            return "-- the held cursors read " + rows + " rows on";
        }
    }

    /** All tables are read and compared, and the database is checked. */
    record Verify() implements Action {
        @Override
        public String line() {
            return "-- everything is read, and checked";
        }
    }

    /**
     * The power goes, or the process is killed, a while from now.
     *
     * @param calls  at which call to the disk from here, from 1
     * @param power  whether the power goes
     * @param chance decides what is left, with which settings it is opened again, and whether it falls again meanwhile
     */
    record Fall(int calls, boolean power, long chance) implements Action {
        @Override
        public String line() {
            return "-- at call " + calls + " to the disk from here "
                    + (power ? "the power goes" : "the process is killed") + " (chance " + chance + ")";
        }
    }

    /**
     * What a loss of power would leave a while from now is looked at aside.
     *
     * @param calls  at which call to the disk from here, from 1
     * @param chance decides what is left
     */
    record Peek(int calls, long chance) implements Action {
        @Override
        public String line() {
            return "-- what a loss of power leaves at call " + calls + " to the disk from here is looked at (chance "
                    + chance + ")";
        }
    }

    /**
     * A call to the disk fails, a while from now.
     *
     * @param trouble what goes wrong
     * @param calls   at which of the calls that it can befall from here, from 1
     * @param lasting whether all that follow fail too, until {@link Mend}
     */
    record Fail(Trouble trouble, int calls, boolean lasting) implements Action {
        @Override
        public String line() {
            return "-- " + trouble + " befalls call " + calls + " of its kind from here"
                    + (lasting ? ", and those that follow" : "");
        }
    }

    /**
     * The disk has little room from now on, until {@link Mend}.
     *
     * @param bytes how much
     */
    record Fill(int bytes) implements Action {
        @Override
        public String line() {
            return "-- the disk has room for " + bytes + " more bytes";
        }
    }

    /** From now on nothing fails, and there is room. */
    record Mend() implements Action {
        @Override
        public String line() {
            return "-- the disk works again and has room";
        }
    }

    /**
     * The database is closed and opened again.
     *
     * @param chance decides about the settings
     */
    record Restart(long chance) implements Action {
        @Override
        public String line() {
            return "-- closed and opened again (chance " + chance + ")";
        }
    }
}
