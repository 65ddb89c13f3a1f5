package org.pesadb.it.contract;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps warnings of PesaDB itself out of the output of a contract, which lets disks fail and the power go hundreds of times; those of the author's own
 * classes are shown as ever. Does nothing where java.logging is not there, or somebody has said already how much of PesaDB is to be logged. JUnit makes it;
 * any thread.
 */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    private static int contracts;

    /** Made by JUnit. */
    public QuietLog() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isLogging()) {
            begin();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (isLogging()) {
            end();
        }
    }

    private static boolean isLogging() {
        return ModuleLayer.boot().findModule("java.logging").isPresent();
    }

    private static synchronized void begin() {
        if (++contracts == 1) {
            Ours.hush();
        }
    }

    private static synchronized void end() {
        if (--contracts == 0) {
            Ours.putBack();
        }
    }

    /** Apart, so that the class above does without java.logging. */
    private static final class Ours {
        private static final Logger LOGGER =
                Logger.getLogger("org.pesadb"); // kept: loggers that nobody has are forgotten
        private static boolean hushed;

        private static void hush() {
            hushed = LOGGER.getLevel() == null;
            if (hushed) {
                LOGGER.setLevel(Level.SEVERE);
            }
        }

        private static void putBack() {
            if (hushed) {
                LOGGER.setLevel(null);
            }
        }
    }
}
