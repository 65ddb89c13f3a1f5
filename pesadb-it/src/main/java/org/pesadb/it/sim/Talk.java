package org.pesadb.it.sim;

import org.pesadb.api.Session;

/** A session, and what the model knows of its transaction. Of one thread. */
final class Talk {
    final Session session;

    /** What its open transaction would commit, or null. */
    State writing;

    /** What its open snapshot shows, or null. */
    State reading;

    Talk(Session session) {
        this.session = session;
    }

    boolean inTransaction() {
        return writing != null || reading != null;
    }

    /** What it sees, where others see the newest state. */
    State sees(State newest) {
        return writing != null ? writing : reading != null ? reading : newest;
    }

    void end() {
        writing = null;
        reading = null;
    }
}
