package sarai.engine.llama;

import static sarai.store.GgufType.IQ4_NL;
import static sarai.store.GgufType.IQ4_XS;
import static sarai.store.GgufType.MXFP4;
import static sarai.store.GgufType.Q2_K;
import static sarai.store.GgufType.Q4_0;
import static sarai.store.GgufType.Q4_1;
import static sarai.store.GgufType.Q4_K;
import static sarai.store.GgufType.Q5_K;
import static sarai.store.GgufType.Q6_K;
import static sarai.store.GgufType.Q8_0;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sarai.store.GgufTensor;
import sarai.store.GgufType;

/// Which weights the engine rearranges for this machine's CPU, and so holds a second time when the
/// file is mapped. Immutable.
///
/// Source: `ggml_repack_get_optimal_repack_type` in `ggml-cpu/repack.cpp` and
/// `qtype_has_amx_kernels` in `ggml-cpu/amx/common.h`.
///
/// @param types that are rearranged
/// @param rows that a matrix must have a multiple of
record CpuRepack(Set<GgufType> types, int rows) {
  static final CpuRepack NONE = new CpuRepack(Set.of(), 1);

  private static final Pattern FLAGS = Pattern.compile("(?m)^(?:flags|Features)\\s*:(.*)$");

  CpuRepack {
    types = Set.copyOf(types);
  }

  /// For the machine that we run on. Where the system does not list the CPU's features, those that
  /// nearly every such machine has are assumed.
  static CpuRepack ofThisMachine() {
    return of(System.getProperty("os.arch"), cpuFlags(Path.of("/proc/cpuinfo")));
  }

  /// @param architecture as in the system property `os.arch`
  /// @param flags of the CPU in Linux's words; empty when not known
  static CpuRepack of(String architecture, Set<String> flags) {
    if (architecture.equals("aarch64")) {
      return new CpuRepack(EnumSet.of(Q4_0, Q4_K, Q5_K, Q6_K, Q8_0, IQ4_NL, MXFP4), 4);
    }
    if (!flags.isEmpty() && !flags.contains("avx2")) {
      return NONE;
    }
    EnumSet<GgufType> types = EnumSet.of(Q4_0, Q4_K, IQ4_NL, MXFP4);
    if (flags.contains("avx512f")) {
      types.add(Q2_K);
    }
    if (flags.contains("amx_int8")) {
      types.addAll(EnumSet.of(Q4_1, Q8_0, Q5_K, Q6_K, IQ4_XS));
    }
    return new CpuRepack(types, 8);
  }

  /// Whether this tensor is held in rearranged form. Only matrices that are multiplied with are;
  /// the embedding table is looked up in.
  boolean repacks(GgufTensor tensor) {
    return tensor.type() != null
        && types.contains(tensor.type())
        && tensor.dimensions().size() >= 2
        && tensor.dimensions().get(1) % rows == 0
        && tensor.name().endsWith(".weight")
        && !tensor.name().equals("token_embd.weight");
  }

  private static Set<String> cpuFlags(Path cpuinfo) {
    try {
      Matcher match = FLAGS.matcher(Files.readString(cpuinfo));
      return match.find()
          ? Set.copyOf(List.of(match.group(1).strip().toLowerCase(Locale.ROOT).split("\\s+")))
          : Set.of();
    } catch (IOException e) {
      return Set.of();
    }
  }
}
