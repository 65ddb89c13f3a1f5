package org.pesadb.it.contract;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;

/** Says of a test that failed which rule was broken by which part, and how to repeat it. Stateless; JUnit makes it. */
public final class RuleReport implements TestExecutionExceptionHandler {
    /** Made by JUnit. */
    public RuleReport() {}

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (thrown instanceof TestAbortedException || thrown instanceof VirtualMachineError) {
            throw thrown;
        }
        Contract contract = (Contract) context.getRequiredTestInstance();
        throw new AssertionError(
                describe(contract) + " breaks the rule \"" + context.getDisplayName() + "\": " + thrown
                        + "; repeat with -Dtest="
                        + nameForSurefire(context.getRequiredTestClass()) + "#"
                        + context.getRequiredTestMethod().getName() + " -Dpesadb.seed=" + contract.seed(),
                thrown);
    }

    /** Without its package, but with the class around it: {@code OurTest$Json}. */
    private static String nameForSurefire(Class<?> type) {
        return type.getName().substring(type.getName().lastIndexOf('.') + 1);
    }

    /** A part so broken that it cannot tell its name is named by its class. */
    private static String describe(Contract contract) {
        Component part = contract.part();
        try {
            return Components.describe(part);
        } catch (RuntimeException nameless) {
            return part == null ? "no part at all" : part.getClass().getName();
        }
    }
}
