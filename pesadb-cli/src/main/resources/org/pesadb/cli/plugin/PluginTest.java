package @package@;

import org.pesadb.api.spi.@service@;
import org.pesadb.it.contract.@contract@;

/**
 * All rules that the kit knows for such a component, one test each. A failure names the rule, and says how to repeat it. Tests of your own
 * go here too, or beside it.
 */
class @Type@Test extends @contract@ {
    @Override
    protected @service@ provider() {
        return new @Type@Provider();
    }
}
