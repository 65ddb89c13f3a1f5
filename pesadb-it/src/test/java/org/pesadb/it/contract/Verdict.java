package org.pesadb.it.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What a contract says of a part: runs one of its classes as an author would, and keeps which rules were found broken. */
final class Verdict implements TestExecutionListener {
    private final Map<String, Throwable> broken = new TreeMap<>();
    private int rules;

    private Verdict() {}

    /**
     * Runs a contract.
     *
     * @param contract a class that extends one
     * @return what it found
     */
    static Verdict of(Class<? extends Contract> contract) {
        return of(contract, "");
    }

    /**
     * Runs some rules of a contract, where all of them would take long.
     *
     * @param contract a class that extends one
     * @param rules    how their names begin
     * @return what it found
     */
    static Verdict of(Class<? extends Contract> contract, String rules) {
        PostDiscoveryFilter named = test ->
                FilterResult.includedIf(!test.isTest() || test.getDisplayName().startsWith(rules));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(named)
                .build();
        Verdict verdict = new Verdict();
        LauncherFactory.create().execute(request, verdict);
        return verdict;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            rules++;
        }
        result.getThrowable()
                .filter(thrown -> result.getStatus() == TestExecutionResult.Status.FAILED)
                .ifPresent(thrown -> broken.put(test.getDisplayName(), thrown));
    }

    /** How many rules were tried. */
    int rules() {
        return rules;
    }

    /** The rules that are broken, by their names, with what says so. */
    Map<String, Throwable> broken() {
        return broken;
    }
}
