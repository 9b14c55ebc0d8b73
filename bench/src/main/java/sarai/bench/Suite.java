package sarai.bench;

import java.io.IOException;
import java.util.List;

/// Something to measure. Starts what it needs and ends it.
interface Suite {
  String name();

  List<Row> run(Bed bed) throws IOException, InterruptedException;
}
